package scannerbreak

import (
	"bufio"
	"os/exec"
)

// Find runs grep and returns the first n hits.
func Find(dir, what string, n int) ([]string, error) {
	cmd := exec.Command("grep", "-r", what, dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // want "cmd"
		return nil, err
	}
	var hits []string
	for sc := bufio.NewScanner(out); sc.Scan(); {
		hits = append(hits, sc.Text())
		if len(hits) == n {
			return hits, nil
		}
	}
	return hits, cmd.Wait()
}
