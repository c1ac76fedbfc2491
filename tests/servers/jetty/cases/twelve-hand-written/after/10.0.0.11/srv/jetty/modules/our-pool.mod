[description]
Our pool

[xml]
etc/our-pool.xml
