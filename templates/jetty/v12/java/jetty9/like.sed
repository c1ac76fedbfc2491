# of jetty10
s/thread\.AutoLock;/thread.Locker.Lock;/
s/(AutoLock lock/(Lock lock/
s/super(manager, live);/super(manager); _sessions = (ConcurrentHashMap<String, Session>) live;/
