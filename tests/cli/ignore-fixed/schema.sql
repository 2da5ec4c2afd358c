-- lintel-ignore schema/syntax-error: read by another tool
SELEC 1;
SELEC 2;
