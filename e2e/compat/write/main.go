// Command write brings docs/compatibility.md up to date. Run it in e2e:
//
//	go run ./compat/write
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/e2e/compat"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "write the compatibility document:", err)
		os.Exit(1)
	}
}

func write() error {
	source, err := compat.ReadSource(".")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("..", "docs", "compatibility.md"), []byte(compat.Document(source)), 0o644)
}
