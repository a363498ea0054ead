module example.com/testdata/unstopped-ticker

go 1.23
