module example.com/testdata/lost-cancel/broken

go 1.22
