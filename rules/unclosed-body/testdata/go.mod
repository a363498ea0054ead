module example.com/testdata/unclosed-body

go 1.22
