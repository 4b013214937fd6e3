package directory

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What a hash costs whoever tries passwords: the least that OWASP recommends for
// argon2id, as every hash also costs the server this memory for a moment.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16 // bytes
	argonKey     = 32 // bytes
)

// PasswordHash is an argon2id hash in its usual text form, with its costs and its
// salt, so that these can be raised later. It does not print itself: nothing that
// shows a user shows it.
type PasswordHash string

// Format implements fmt.Formatter for every verb.
func (PasswordHash) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "[password]") // fmt's buffer takes everything
}

func hashPassword(password string) PasswordHash {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	text := base64.RawStdEncoding.EncodeToString
	return PasswordHash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonTime, argonThreads, text(salt), text(key)))
}

// The most that a stored hash may cost, so that a damaged one cannot take the memory of
// everybody else.
const (
	maxArgonMemory = 256 * 1024 // KiB
	maxArgonTime   = 16
)

// Matches reports whether the password is the one that was hashed. It takes some ten
// milliseconds and as much memory as making the hash, and no less where there is no
// hash, or a damaged one: how long it takes does not tell whether somebody has a
// password.
func (h PasswordHash) Matches(password string) bool {
	p, ok := parseHash(string(h))
	if !ok {
		p = parsedHash{memory: argonMemory, time: argonTime, threads: argonThreads, salt: make([]byte, argonSalt), key: make([]byte, argonKey)}
	}
	key := argon2.IDKey([]byte(password), p.salt, p.time, p.memory, p.threads, uint32(len(p.key)))
	return subtle.ConstantTimeCompare(key, p.key) == 1 && ok
}

// parsedHash is a hash in its parts.
type parsedHash struct {
	memory, time uint32
	threads      uint8
	salt, key    []byte
}

func parseHash(text string) (p parsedHash, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); n != 3 || err != nil {
		return p, false
	}
	var saltErr, keyErr error
	p.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, keyErr = base64.RawStdEncoding.DecodeString(parts[5])
	affordable := p.memory <= maxArgonMemory && p.time > 0 && p.time <= maxArgonTime && p.threads > 0
	return p, affordable && saltErr == nil && keyErr == nil && len(p.key) >= 16 && len(p.key) <= 64
}
