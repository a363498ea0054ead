package pipereaderror

import (
	"bufio"
	"os/exec"
)

// Branches lists the branches of the repository at dir.
func Branches(dir string) ([]string, error) {
	cmd := exec.Command("git", "-C", dir, "branch", "--format=%(refname:short)")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // want "cmd"
		return nil, err
	}
	var names []string
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		names = append(names, sc.Text())
	}
	if err := sc.Err(); err != nil {
		return nil, err
	}
	return names, cmd.Wait()
}
