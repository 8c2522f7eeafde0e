using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Configuration;

/// <summary>Binds a configuration section to a class with limits, and collects every error in it.</summary>
public static class Settings
{
    /// <summary>
    /// Reads the settings once and registers them as a singleton. Limits are data annotations on the properties, rules
    /// across properties those of <see cref="ICheckedSettings"/>. An invalid value leaves the default; the start fails
    /// later with all errors at once.
    /// </summary>
    public static T AddSettings<T>(this IHostApplicationBuilder builder, string section)
        where T : class, new()
    {
        var errors = builder.ConfigurationErrors();
        var settings = Read(builder.Configuration.GetSection(section), errors, new T());
        foreach (var (key, problem) in (settings as ICheckedSettings)?.Problems() ?? [])
        {
            errors.Add($"{section}:{key}", problem);
        }

        builder.Services.AddSingleton(settings);
        return settings;
    }

    /// <returns>The list that is checked before the start.</returns>
    public static ConfigurationErrors ConfigurationErrors(this IHostApplicationBuilder builder)
    {
        var registered = builder.Services.FirstOrDefault(service => service.ServiceType == typeof(ConfigurationErrors));
        if (registered?.ImplementationInstance is ConfigurationErrors errors)
        {
            return errors;
        }

        errors = new ConfigurationErrors();
        builder.Services.AddSingleton(errors);
        return errors;
    }

    /// <returns>The same settings, with the values of the section.</returns>
    internal static T Read<T>(IConfigurationSection section, ConfigurationErrors errors, T settings)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            ReadProperty(settings, property, section.GetSection(property.Name), errors);
        }

        return settings;
    }

    private static void ReadProperty(
        object settings, PropertyInfo property, IConfigurationSection value, ConfigurationErrors errors)
    {
        if (value.Exists())
        {
            try
            {
                property.SetValue(settings, value.Get(property.PropertyType));
            }
            catch (InvalidOperationException)
            {
                errors.Add(value.Path, $"'{value.Value}' is not a valid {Describe(property.PropertyType)}.");
                return;
            }
        }

        var results = new List<ValidationResult>();
        var context = new ValidationContext(settings) { MemberName = property.Name, DisplayName = "value" };
        if (!Validator.TryValidateProperty(property.GetValue(settings), context, results))
        {
            results.ForEach(result => errors.Add(value.Path, result.ErrorMessage ?? "is not valid."));
        }
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(TimeSpan) => "duration (hh:mm:ss)",
        var t when t == typeof(int) || t == typeof(long) => "whole number",
        var t when t == typeof(double) || t == typeof(decimal) => "number",
        var t when t == typeof(bool) => "truth value (true or false)",
        var t when t == typeof(Uri) => "URL",
        var t when t.IsEnum => $"choice ({string.Join(", ", Enum.GetNames(t))})",
        var t => t.Name,
    };
}
