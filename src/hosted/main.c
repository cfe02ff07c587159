/* SPDX-License-Identifier: MIT */
/* knell-report: adds to a record what other people's libraries know. */

int main(void)
{
	return 2;
}
