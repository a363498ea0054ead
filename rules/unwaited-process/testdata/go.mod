module example.com/testdata/unwaited-process

go 1.24
