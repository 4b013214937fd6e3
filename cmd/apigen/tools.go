//go:build tools

package main

// The published models come inside this module; the import keeps its version
// in go.mod.
import _ "github.com/aws/aws-sdk-go/aws/awserr"
