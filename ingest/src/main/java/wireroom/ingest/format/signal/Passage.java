package wireroom.ingest.format.signal;

import java.util.Objects;

/**
 * Words at one place of a message.
 *
 * @param field name of the field, first part of the rule's id, e.g. {@code headline}; offsets of evidence count in it
 * @param place how far its words are believed
 * @param text the field's text
 */
public record Passage(String field, Place place, String text) {
    public Passage {
        Objects.requireNonNull(text, "text");
    }
}
