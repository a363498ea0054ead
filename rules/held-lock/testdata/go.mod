module example.com/testdata/held-lock

go 1.22
