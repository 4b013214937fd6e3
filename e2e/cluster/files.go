package cluster

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/s3"

	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

// Transcript is what lies in the bucket of a contact that has ended.
type Transcript struct {
	ContactID string `json:"ContactId"`
	Items     []struct {
		ID      string `json:"Id"`
		Type    string
		Content string
	} `json:"Transcript"`
}

// Transcript reads a contact's transcript from the bucket; ok tells whether it is
// there.
func (c *Cluster) Transcript(contact string) (transcript Transcript, ok bool) {
	c.t.Helper()
	client := c.s3()
	var key string
	err := client.ListObjectsV2PagesWithContext(c.t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(bucket)},
		func(page *s3.ListObjectsV2Output, _ bool) bool {
			for _, object := range page.Contents {
				if strings.Contains(aws.StringValue(object.Key), contact) {
					key = aws.StringValue(object.Key)
				}
			}
			return key == ""
		})
	if err != nil {
		c.t.Fatalf("list the bucket: %v", err)
	}
	if key == "" {
		return transcript, false
	}
	object, err := client.GetObjectWithContext(c.t.Context(), &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	if err != nil {
		c.t.Fatalf("read %s: %v", key, err)
	}
	defer object.Body.Close()
	if err := json.NewDecoder(object.Body).Decode(&transcript); err != nil {
		c.t.Fatalf("%s: %v", key, err)
	}
	return transcript, true
}

// s3 is a client of the cluster's files.
func (c *Cluster) s3() *s3.S3 {
	c.t.Helper()
	opened, err := session.NewSession(aws.NewConfig().
		WithEndpoint(c.Files.Endpoint).WithRegion(s3test.Region).WithS3ForcePathStyle(true).
		WithCredentials(credentials.NewStaticCredentials(s3test.AccessKey, s3test.SecretKey, "")))
	if err != nil {
		c.t.Fatal(err)
	}
	return s3.New(opened)
}
