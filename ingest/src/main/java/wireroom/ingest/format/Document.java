package wireroom.ingest.format;

import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;

/**
 * Bytes to parse, with where they came from.
 *
 * @param bytes the whole file, input or request; never changed
 * @param provider organisation, without {@code |}
 * @param sourceId source of the configuration
 * @param channel how it was read
 * @param place file path relative to the source with {@code /}, or request id
 * @param told the format when the configuration or a content type says it
 * @param receivedAt when
 * @param charset of texts that are neither Unicode nor marked
 * @param zone of times that name none
 * @param profile how the provider writes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Document(
        byte[] bytes,
        String provider,
        String sourceId,
        Channel channel,
        String place,
        Optional<Format> told,
        Instant receivedAt,
        Charset charset,
        ZoneId zone,
        Profile profile) {}
