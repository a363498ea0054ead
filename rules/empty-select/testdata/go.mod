module example.com/testdata/empty-select

go 1.22
