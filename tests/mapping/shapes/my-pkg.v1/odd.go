// Package odd lies in a folder whose name the linker escapes.
package odd

// Start leaves one.
func Start() {
	go func() {
		<-make(chan int) // stand: escaped
	}()
}
