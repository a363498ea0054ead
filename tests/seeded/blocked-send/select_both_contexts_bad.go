package compile

import (
	"context"
	"errors"
)

type object []byte

func Compile(ctx context.Context, files []string, one func(string) (object, error)) ([]object, error) {
	objs := make(chan object, len(files))
	fails := make(chan error)
	for _, f := range files {
		go func() {
			o, err := one(f)
			if err != nil {
				fails <- err // want "fails"
				return
			}
			select {
			case objs <- o:
			case <-ctx.Done():
			}
		}()
	}
	var out []object
	for len(out) < len(files) {
		select {
		case o := <-objs:
			out = append(out, o)
		case err := <-fails:
			return nil, errors.Join(errors.New("compile"), err)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return out, nil
}
