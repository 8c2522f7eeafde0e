using System.Net;
using SreService.Notifications;

namespace SreService.Tests.Notifications;

public sealed class PublicIPAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("::10.0.0.1", false)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("::ffff:0:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("2001:0:53aa:64c::1", false)]
    [InlineData("2001:200::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Private_and_reserved_addresses_are_not_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicIPAddress.Is(IPAddress.Parse(address)));
}
