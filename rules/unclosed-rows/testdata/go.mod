module example.com/testdata/unclosed-rows

go 1.22
