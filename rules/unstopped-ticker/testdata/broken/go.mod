module example.com/testdata/unstopped-ticker/broken

go 1.22
