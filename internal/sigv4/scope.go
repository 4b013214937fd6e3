package sigv4

import "strings"

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"

	dateLayout = "20060102"         // the day a signing key is good for
	timeLayout = "20060102T150405Z" // X-Amz-Date, always UTC

	maxAccessKeyLen = 128 // the vendor's own limit for access key ids
	maxRegionLen    = 64
)

// scope is what a signing key is derived for: one day, region and service.
type scope struct {
	date    string // yyyymmdd
	region  string
	service string
}

func (s scope) String() string {
	return s.date + "/" + s.region + "/" + s.service + "/" + terminator
}

// parseCredential splits "accessKeyID/yyyymmdd/region/service/aws4_request".
// An empty access key id is well-formed: anonymous clients sign with it, and the
// key lookup is what refuses them.
func parseCredential(credential string) (accessKeyID string, s scope, err error) {
	parts := strings.Split(credential, "/")
	if len(parts) != 5 {
		return "", scope{}, incomplete("Credential must be an access key, date, region, service and terminator separated by slashes.")
	}
	if len(parts[0]) > maxAccessKeyLen {
		return "", scope{}, incomplete("The access key in Credential is too long.")
	}
	if parts[4] != terminator {
		return "", scope{}, incomplete("Credential must end with '" + terminator + "'.")
	}
	s = scope{date: parts[1], region: parts[2], service: parts[3]}
	if len(s.date) != len(dateLayout) || strings.Trim(s.date, "0123456789") != "" {
		return "", scope{}, incomplete("The date in Credential must have the form YYYYMMDD.")
	}
	if !validRegion(s.region) {
		return "", scope{}, incomplete("The region in Credential must be 1 to 64 letters, digits and hyphens.")
	}
	return parts[0], s, nil
}

func validRegion(region string) bool {
	if region == "" || len(region) > maxRegionLen {
		return false
	}
	for i := range len(region) {
		c := region[i]
		if c != '-' && !isAlphanumeric(c) {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
