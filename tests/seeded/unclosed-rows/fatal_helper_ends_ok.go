package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"
)

func check(err error, what string) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

type row struct{ id, parent int }

func tree(db *sql.DB, root int) []row {
	rows, err := db.Query("select id, parent from nodes where root=?", root)
	check(err, "query")
	defer rows.Close()
	var all []row
	for rows.Next() {
		var r row
		check(rows.Scan(&r.id, &r.parent), "scan")
		if r.id == r.parent {
			return all
		}
		all = append(all, r)
	}
	check(rows.Err(), "rows")
	return all
}

func main() {
	db, err := sql.Open("sqlite", os.Args[1])
	check(err, "open")
	defer db.Close()
	for i, arg := range os.Args[2:] {
		fmt.Println(arg, len(tree(db, i)))
	}
}
