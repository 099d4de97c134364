x = '\'\'\'
\"""
\"""
def f(I):
 'it'
 return I
