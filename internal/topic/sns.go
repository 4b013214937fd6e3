package topic

import (
	"context"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Service is the name in signatures.
const Service = "sns"

// Endpoint is where AWS has SNS in a region.
func Endpoint(region string) string { return outside.Endpoint("sns", region) }

// answerLimit is the most bytes that may be answered.
const answerLimit = 64 << 10

// SNS publishes through the Publish operation of Amazon SNS, or of what takes its
// requests. spec: Publish (Amazon SNS), query protocol.
type SNS struct {
	Poster   *outside.Poster
	Endpoint string
	Signer   *outside.Signer // nil to send requests unsigned
}

// Publish implements Provider.
func (s *SNS) Publish(ctx context.Context, arn string, m Message) error {
	form := url.Values{
		"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {arn}, "Message": {m.Text},
	}
	for i, name := range slices.Sorted(maps.Keys(m.Attributes)) {
		entry := "MessageAttributes.entry." + strconv.Itoa(i+1)
		form.Set(entry+".Name", name)
		form.Set(entry+".Value.DataType", "String")
		form.Set(entry+".Value.StringValue", m.Attributes[name])
	}
	request := outside.Request{
		URL: s.Endpoint, Body: []byte(form.Encode()), Limit: answerLimit,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}},
	}
	if s.Signer != nil {
		request.Sign = s.Signer.Sign
	}
	answer, err := s.Poster.Post(ctx, request)
	if err != nil {
		return err
	}
	return checkSNS(answer)
}

// checkSNS names the error of SNS besides its status.
func checkSNS(answer outside.Response) error {
	err := answer.Check()
	if err == nil {
		return nil
	}
	var says struct {
		Code string `xml:"Error>Code"`
	}
	if xml.Unmarshal(answer.Body, &says) == nil && says.Code != "" {
		return fmt.Errorf("%w, %.100q", err, says.Code)
	}
	return err
}
