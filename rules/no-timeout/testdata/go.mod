module example.com/testdata/no-timeout

go 1.22
