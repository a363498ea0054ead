module example.com/testdata/unclosed-body/broken

go 1.22
