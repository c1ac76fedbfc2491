package hactl.ha;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.ChannelException;
import org.apache.catalina.tribes.ChannelListener;
import org.apache.catalina.tribes.Member;
import org.apache.catalina.tribes.MembershipListener;

/**
 * The partners on a Tribes channel: which application's messages go to whom, and the sessions that a newcomer gets.
 *
 * <p>No thread of the channel ever waits for a session's lock: with synchronous copies two members would wait for
 * each other.
 */
public final class Group implements Wire, ChannelListener, MembershipListener {
    /** Longest wait of an application's start for its partners' sessions. */
    static final long TRANSFER_SECONDS = 20;
    /** Sessions are handed over in messages of about this size. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final String TAG = "hactl-ha-1";
    private static final int CAREFUL = Channel.SEND_OPTIONS_USE_ACK | Channel.SEND_OPTIONS_SYNCHRONIZED_ACK;
    private static final int PUT = 1;
    private static final int END = 2;
    private static final int ASK = 3;
    private static final int DONE = 4;

    private final Channel channel;
    private final int options;
    private final Says says;
    private final Map<String, Copies> applications = new ConcurrentHashMap<String, Copies>();
    private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<String, CountDownLatch>();
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

    public Group(Channel channel, int options, Says says) {
        this.channel = channel;
        this.options = options;
        this.says = says;
    }

    @Override
    public void put(String context, String id, Copy copy) {
        send(channel.getMembers(), options, PUT, context, new Object[] {put(id, copy)});
    }

    @Override
    public void end(String context, String id, long keep) {
        send(channel.getMembers(), options, END, context, new Object[] {new Object[] {id, keep}});
    }

    @Override
    public void join(String context, Copies copies) {
        applications.put(context, copies);
        Member[] partners = channel.getMembers();
        if (partners.length == 0) {
            return;
        }
        CountDownLatch latch = new CountDownLatch(partners.length);
        waiting.put(context, latch);
        try {
            for (Member partner : partners) {
                if (!send(new Member[] {partner}, Channel.SEND_OPTIONS_USE_ACK, ASK, context, new Object[0])) {
                    latch.countDown();
                }
            }
            if (!latch.await(TRANSFER_SECONDS, TimeUnit.SECONDS)) {
                says.warn("ha: not every partner sent its sessions of '" + context + "' in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(context);
        }
    }

    @Override
    public void leave(String context, Copies copies) {
        applications.remove(context, copies);
    }

    @Override
    public boolean accept(Serializable message, Member from) {
        return message instanceof Object[] && ((Object[]) message).length == 4 && TAG.equals(((Object[]) message)[0]);
    }

    @Override
    public void messageReceived(Serializable message, Member from) {
        Object[] parts = (Object[]) message;
        String context = (String) parts[2];
        Copies copies = applications.get(context);
        switch ((Integer) parts[1]) {
            case PUT:
                if (copies != null) {
                    for (Object each : (Object[]) parts[3]) {
                        Object[] one = (Object[]) each;
                        copies.put((String) one[0], copy(one));
                    }
                }
                break;
            case END:
                if (copies != null) {
                    for (Object each : (Object[]) parts[3]) {
                        Object[] one = (Object[]) each;
                        copies.remember((String) one[0], (Long) one[1], System.currentTimeMillis());
                    }
                }
                break;
            case ASK:
                answer(context, copies, from);
                break;
            case DONE:
                CountDownLatch latch = waiting.get(context);
                if (latch != null) {
                    latch.countDown();
                }
                break;
            default: // of a newer hactl
                break;
        }
    }

    /** Sends all sessions of an application; on a thread of its own, since whoever waits may be asked himself. */
    private void answer(final String context, final Copies copies, final Member to) {
        aside(new Runnable() {
            @Override
            public void run() {
                if (copies != null) {
                    sendAll(context, copies, to);
                }
                send(new Member[] {to}, CAREFUL, DONE, context, new Object[0]);
            }
        });
    }

    /** What has ended goes first: a member that was cut off may still have it. */
    private void sendAll(String context, Copies copies, Member to) {
        Member[] one = {to};
        long now = System.currentTimeMillis();
        List<Object> batch = new ArrayList<Object>();
        for (Map.Entry<String, Long> each : copies.allEnded().entrySet()) {
            batch.add(new Object[] {each.getKey(), each.getValue() - now});
        }
        if (!batch.isEmpty()) {
            send(one, CAREFUL, END, context, batch.toArray());
        }
        batch.clear();
        int size = 0;
        for (Map.Entry<String, Copy> each : copies.all().entrySet()) {
            batch.add(put(each.getKey(), each.getValue()));
            size += each.getValue().attributes.length;
            if (size > BATCH_BYTES) {
                send(one, CAREFUL, PUT, context, batch.toArray());
                batch.clear();
                size = 0;
            }
        }
        if (!batch.isEmpty()) {
            send(one, CAREFUL, PUT, context, batch.toArray());
        }
    }

    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "ha-transfer");
        thread.setDaemon(true);
        thread.start();
    }

    /** A partner that was frozen or cut off asks nobody: it gets all sessions unasked, and takes what is newer. */
    @Override
    public void memberAdded(final Member member) {
        says.info("ha: partner joined: " + name(member));
        complained.clear();
        aside(new Runnable() {
            @Override
            public void run() {
                for (Map.Entry<String, Copies> each : applications.entrySet()) {
                    sendAll(each.getKey(), each.getValue(), member);
                }
            }
        });
    }

    @Override
    public void memberDisappeared(Member member) {
        says.info("ha: partner gone: " + name(member));
    }

    private static String name(Member member) {
        StringBuilder host = new StringBuilder();
        for (byte each : member.getHost()) {
            host.append(host.length() == 0 ? "" : ".").append(each & 0xff);
        }
        return host + ":" + member.getPort();
    }

    /** Times travel as ages: the members' clocks need not agree. */
    private static Object[] put(String id, Copy copy) {
        long now = System.currentTimeMillis();
        return new Object[] {
            id, copy.version, copy.owner, now - copy.created, now - copy.accessed, now - copy.lastAccessed, copy.idle,
            copy.attributes
        };
    }

    private static Copy copy(Object[] parts) {
        long now = System.currentTimeMillis();
        long[] times = {now - (Long) parts[3], now - (Long) parts[4], now - (Long) parts[5]};
        return new Copy((Long) parts[1], (String) parts[2], times, (Long) parts[6], (byte[]) parts[7]);
    }

    private boolean send(Member[] to, int how, int what, String context, Object[] content) {
        if (to.length == 0) {
            return true;
        }
        try {
            channel.send(to, new Object[] {TAG, what, context, content}, how);
            return true;
        } catch (ChannelException e) { // the failure detector takes a dead partner out; its sessions come when it is back
            if (complained.add(String.valueOf(e.getMessage()))) {
                says.warn("ha: a partner could not be reached: " + e.getMessage());
            }
            return false;
        }
    }
}
