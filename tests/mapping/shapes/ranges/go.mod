module example.com/shapes/ranges

go 1.23
