package directory

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"

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
