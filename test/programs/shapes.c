/* SPDX-License-Identifier: MIT */
/* Functions whose frames compilers make in different ways; never run. */
int other(int x);
double other_double(double x, double y);

int leaf(int x)
{
	return x + 1;
}

int large(int x)
{
	volatile char space[300];

	space[x] = 1;
	return other(x) + space[2];
}

int huge(int x)
{
	volatile char space[100000];

	space[x] = 1;
	return other(space[1]);
}

int many(int x)
{
	int sum = 0;

	for (int i = 0; i < x; i++)
		sum += other(i) * other(sum) + large(i);
	return sum;
}

double doubles(double x)
{
	return other_double(x, x) + other_double(x + 1, 2) * x;
}

int variable(int n)
{
	char *space = __builtin_alloca((unsigned)n);

	return other(space[0]);
}

int early(int x)
{
	if (x < 3)
		return other(x);
	for (int i = 0; i < x; i++)
		x += other(x + i);
	return other(x) + many(x);
}
