module example.com/testdata/lost-cancel

go 1.22
