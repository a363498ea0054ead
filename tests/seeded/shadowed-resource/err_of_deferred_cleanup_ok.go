package errofdeferredcleanup

import "os"

type Builder struct {
	root  string
	steps []func(string) error
}

// Build makes a folder and removes it again if a step fails.
func (b *Builder) Build() (dir string, err error) {
	dir, err = os.MkdirTemp(b.root, "build")
	if err != nil {
		return "", err
	}
	ok := false
	defer func() {
		if !ok {
			os.RemoveAll(dir)
		}
	}()
	for _, step := range b.steps {
		if err = step(dir); err != nil {
			break
		}
	}
	ok = err == nil
	return dir, err
}
