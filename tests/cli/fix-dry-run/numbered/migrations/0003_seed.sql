-- not read: the number is taken all the same
SELECT 1;
