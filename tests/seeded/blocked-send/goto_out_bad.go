package parsepipe

import "errors"

type tok struct{ kind int }

func lex(src string, emit func(tok)) {
	for _, r := range src {
		emit(tok{int(r)})
	}
}

func Parse(src string) (n int, err error) {
	toks := make(chan tok)
	go func() {
		lex(src, func(t tok) { toks <- t }) // want "toks"
		close(toks)
	}()
	for t := range toks {
		if t.kind == 0 {
			err = errors.New("unexpected zero")
			goto out
		}
		n++
	}
out:
	return n, err
}
