package main

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// flowText is a file of a flow as UTF-8, without the mark that editors on Windows
// put before it. PowerShell writes what is redirected to a file as UTF-16, with a
// mark that tells so.
func flowText(data []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return string(bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	var units []uint16
	for rest := data[2:]; len(rest) >= 2; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return string(utf16.Decode(units))
}
