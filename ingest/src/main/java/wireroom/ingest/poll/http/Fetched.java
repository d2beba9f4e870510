package wireroom.ingest.poll.http;

import java.util.Optional;

/** What came of a request. */
public sealed interface Fetched {

    /** Bytes that came over the network, all hops together. */
    long wireBytes();

    /**
     * A final answer, of whatever status.
     *
     * @param status 200 to 599, without redirects that were followed
     * @param headers of this answer
     * @param body unpacked; empty when there is none
     * @param cut why the body is not whole, in words; empty when it is
     * @param at where it was
     * @param moved where the source has moved for good (301, 308), before any other redirect; empty when it has not
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Answer(
            int status,
            Headers headers,
            byte[] body,
            Optional<String> cut,
            Target at,
            Optional<Target> moved,
            long wireBytes)
            implements Fetched {}

    /**
     * No answer.
     *
     * @param why the kind of failure
     * @param detail in one line, for people
     */
    record Failed(Failure why, String detail, long wireBytes) implements Fetched {}
}
