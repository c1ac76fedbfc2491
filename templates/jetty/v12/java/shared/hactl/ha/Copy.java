package hactl.ha;

/** A session in its serialised form, as every member keeps it. Times are of this node's own clock, in milliseconds. */
public final class Copy {
    public final long version;
    public final String owner;
    public final long created;
    public final long accessed;
    public final long lastAccessed;
    public final long idle;
    public final byte[] attributes;

    /** @param owner the instance that wrote it: of two with the same version the same one wins everywhere */
    public Copy(long version, String owner, long[] times, long idle, byte[] attributes) {
        this.version = version;
        this.owner = owner;
        this.created = times[0];
        this.accessed = times[1];
        this.lastAccessed = times[2];
        this.idle = idle;
        this.attributes = attributes;
    }

    /** Tells whether it was written after that version: by count, never by a clock. */
    public boolean newerThan(long otherVersion, String otherOwner) {
        return version > otherVersion || (version == otherVersion && owner.compareTo(otherOwner) > 0);
    }

    /** Returns when it ends if nobody uses it, 0 if never. */
    public long expiry() {
        return idle > 0 ? accessed + idle : 0;
    }

    /** Tells whether nobody used the session for longer than it may be idle. */
    public boolean expired(long now) {
        return idle > 0 && expiry() <= now;
    }
}
