package wireroom.ingest.push;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a request is not taken, in the fields of RFC 9457.
 *
 * @param status of HTTP
 * @param name the last part of its {@code type}; stable
 * @param title of all refusals of that name
 * @param retryAfter when it may work; empty when it will not
 */
record Refusal(int status, String name, String title, String detail, String mend, Optional<Duration> retryAfter) {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final JsonMapper JSON = new JsonMapper();

    static Refusal badRequest(String detail, String mend) {
        return new Refusal(400, "bad-request", "The request is wrong", detail, mend, Optional.empty());
    }

    static Refusal unauthorized(String detail) {
        return new Refusal(
                401,
                "unauthorized",
                "Not let in",
                detail,
                "send the token as 'Authorization: Bearer …', or sign as Standard Webhooks do",
                Optional.empty());
    }

    static Refusal provider(String told, String mayBe) {
        return new Refusal(
                403,
                "provider",
                "Another's provider",
                "this source may not send for '" + told + "'",
                "leave provider and source out: they are those of " + mayBe
                        + "; or let its configuration have anyProvider: true",
                Optional.empty());
    }

    static Refusal notFound() {
        return new Refusal(404, "not-found", "Nothing is here", "no such place", "POST to /v1/items", Optional.empty());
    }

    static Refusal method() {
        return new Refusal(
                405, "method", "Not that method", "only POST", "POST the document to /v1/items", Optional.empty());
    }

    static Refusal busy(String detail) {
        return new Refusal(
                409,
                "key-busy",
                "The key is being worked on",
                detail,
                "send it again: it is answered as the request under way",
                Optional.of(Duration.ofSeconds(1)));
    }

    static Refusal tooLarge(int limit, String mend) {
        return new Refusal(413, "too-large", "Too large", "larger than " + limit + " bytes", mend, Optional.empty());
    }

    static Refusal encoding(String told) {
        return new Refusal(
                415,
                "encoding",
                "Not in that encoding",
                "lines in Content-Encoding " + told,
                "send lines uncompressed, or a compressed document as one body without application/x-ndjson",
                Optional.empty());
    }

    static Refusal rejected() {
        return new Refusal(
                422,
                "rejected",
                "Nothing of it was accepted",
                "all of it was refused, and is kept in the rejects",
                "see 'rejects' for each place and its mend",
                Optional.empty());
    }

    static Refusal misused(String detail) {
        return new Refusal(
                422, "key-misused", "The key stands for other bytes", detail, "use a new key", Optional.empty());
    }

    static Refusal quota(Duration pause) {
        return new Refusal(
                429,
                "quota",
                "The quota is used up",
                "more items or bytes a minute than this source may send",
                "send it again later, or raise itemsPerMinute and bytesPerMinute of the source",
                Optional.of(pause));
    }

    static Refusal crowded(String detail) {
        return new Refusal(
                429, "crowded", "Too many at once", detail, "send it again later", Optional.of(Duration.ofSeconds(2)));
    }

    static Refusal unavailable(String why) {
        return new Refusal(
                503,
                "unavailable",
                "Not taken now",
                why,
                "send it again: what arrives twice is one article",
                Optional.of(Duration.ofSeconds(5)));
    }

    static Refusal internal() {
        return new Refusal(
                500,
                "internal",
                "A bug of Wireroom",
                "internal error",
                "report it with the log of ingest",
                Optional.empty());
    }

    ObjectNode json() {
        return JSON.createObjectNode()
                .put("type", "urn:wireroom:problem:" + name)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("mend", mend);
    }
}
