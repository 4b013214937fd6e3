package attachment

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// UploadPath is where files arrive; what follows is signed.
const UploadPath = "/uploads/"

// uploadLife is how long an address is good. spec: limits, attached-file upload URL.
const uploadLife = 5 * time.Minute

var errAddress = errors.New("attachment: the address is forged, damaged or no longer good")

// Uploads signs and verifies the addresses of uploads. One holds all that was said of
// the file, so nothing is remembered and every node takes it.
type Uploads struct {
	// Secret signs; all nodes share it.
	Secret []byte
	// Base is the server's own URL without a slash at its end, asked for each time.
	Base  func() string
	Clock clock.Clock
}

// permit is what an address says: in few characters, as there is room for 2,000.
// spec: UploadMetadata, Url.
type permit struct {
	note
	Expires int64 `json:"e"` // Unix seconds
}

func (s *Uploads) sign(u chat.Upload) (string, error) {
	raw, err := json.Marshal(permit{noteOf(u), s.Clock.Now().Add(uploadLife).Unix()})
	if err != nil {
		return "", err
	}
	encoding := base64.RawURLEncoding
	return s.Base() + UploadPath + encoding.EncodeToString(raw) + "/" + encoding.EncodeToString(s.signature(raw)), nil
}

// verify reads an address that sign has made. errAddress, without saying what is wrong.
func (s *Uploads) verify(at *url.URL) (chat.Upload, error) {
	said, signature, _ := strings.Cut(strings.TrimPrefix(at.Path, UploadPath), "/")
	raw, err1 := base64.RawURLEncoding.DecodeString(said)
	given, err2 := base64.RawURLEncoding.DecodeString(signature)
	var p permit
	if err1 != nil || err2 != nil || !hmac.Equal(given, s.signature(raw)) || json.Unmarshal(raw, &p) != nil ||
		s.Clock.Now().Unix() >= p.Expires {
		return chat.Upload{}, errAddress
	}
	return p.upload(), nil
}

func (s *Uploads) signature(raw []byte) []byte {
	mac := hmac.New(sha256.New, s.Secret)
	_, _ = fmt.Fprintf(mac, "rejoin upload 1\n%s", raw) // a hash takes all
	return mac.Sum(nil)
}
