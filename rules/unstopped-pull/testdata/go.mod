module example.com/testdata/unstopped-pull

go 1.24
