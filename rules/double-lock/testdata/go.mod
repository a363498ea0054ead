module example.com/testdata/double-lock

go 1.22
