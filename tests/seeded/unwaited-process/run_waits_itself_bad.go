package runwaitsitself

import (
	"fmt"
	"os/exec"
)

type Git struct{ dir string }

func (g Git) cmd(args ...string) *exec.Cmd {
	c := exec.Command("git", args...)
	c.Dir = g.dir
	return c
}

func (g Git) Pull() error {
	if err := g.cmd("fetch").Run(); err != nil {
		return err
	}
	if out, err := g.cmd("merge", "--ff-only").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	gc := g.cmd("gc", "--auto")
	return gc.Start() // want "gc"
}
