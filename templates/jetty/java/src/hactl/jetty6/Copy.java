package hactl.jetty6;

/** A session in its serialised form, as the partners keep it. Times are of this node's own clock, in milliseconds. */
final class Copy {
    final long version;
    final long created;
    final long accessed;
    final long idle;
    final byte[] attributes;

    Copy(long version, long created, long accessed, long idle, byte[] attributes) {
        this.version = version;
        this.created = created;
        this.accessed = accessed;
        this.idle = idle;
        this.attributes = attributes;
    }

    /** Tells whether nobody used the session for longer than it may be idle. */
    boolean expired(long now) {
        return idle > 0 && accessed + idle < now;
    }
}
