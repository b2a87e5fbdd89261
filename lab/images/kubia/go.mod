module openelb.io/lab/images/kubia

go 1.26
