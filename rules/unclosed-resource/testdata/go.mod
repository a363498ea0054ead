module example.com/testdata/unclosed-resource

go 1.22
