create database users;
create database sre;
