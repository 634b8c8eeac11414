CREATE TABLE only_for_tests (a TEXT);
