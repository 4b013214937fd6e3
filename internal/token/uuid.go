package token

import "encoding/hex"

const (
	uuidLen     = 16
	uuidTextLen = 36
)

// parseUUID accepts the one form that formatUUID writes: lower-case digits in
// groups of 8, 4, 4, 4 and 12.
func parseUUID(text string) (uuid [uuidLen]byte, ok bool) {
	if len(text) != uuidTextLen {
		return uuid, false
	}
	var digits [2 * uuidLen]byte
	n := 0
	for i := range len(text) {
		c := text[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return uuid, false
			}
		case '0' <= c && c <= '9' || 'a' <= c && c <= 'f':
			digits[n] = c
			n++
		default:
			return uuid, false
		}
	}
	_, err := hex.Decode(uuid[:], digits[:])
	return uuid, err == nil
}

// formatUUID returns "" unless uuid has 16 bytes.
func formatUUID(uuid []byte) string {
	if len(uuid) != uuidLen {
		return ""
	}
	var text [uuidTextLen]byte
	hex.Encode(text[0:8], uuid[0:4])
	hex.Encode(text[9:13], uuid[4:6])
	hex.Encode(text[14:18], uuid[6:8])
	hex.Encode(text[19:23], uuid[8:10])
	hex.Encode(text[24:36], uuid[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
