CREATE TABLE half_of_it (a TEXT);
CREATE TABLE half_of_it (b TEXT);
