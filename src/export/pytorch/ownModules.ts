/**
 * Modules that PyTorch does not have: a network that uses one has its text before its blocks. All of them store what the
 * checkpoints do, and nothing more.
 */
import type { GraphNode } from '../../graph/types.ts';

const stdConv2d = `class StdConv2d(nn.Conv2d):
    """A convolution whose filters have mean 0 and variance 1 for each output channel."""

    def __init__(self, *args, eps, **kwargs):
        super().__init__(*args, **kwargs)
        self.eps = eps

    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, dim=(1, 2, 3), unbiased=False, keepdim=True)
        weight = (self.weight - mean) * torch.rsqrt(variance + self.eps)
        return self._conv_forward(x, weight, self.bias)`;

const blurPool2d = `class BlurPool2d(nn.Module):
    """A fixed low-pass filter on every channel: binomial coefficients, edges reflected."""

    def __init__(self, coefficients, stride, padding):
        super().__init__()
        self.stride = stride
        self.padding = 4 * (padding,)
        row = torch.tensor(coefficients, dtype=torch.float32)
        kernel = torch.outer(row, row) / row.sum() ** 2
        self.register_buffer('kernel', kernel[None, None], persistent=False)

    def forward(self, x):
        channels = x.size(1)
        x = F.pad(x, self.padding, mode='reflect')
        return F.conv2d(x, self.kernel.expand(channels, -1, -1, -1), stride=self.stride, groups=channels)`;

/** The texts of the modules that some nodes need, each once. */
export function ownModules(nodes: readonly GraphNode[]): readonly (readonly string[])[] {
  const standardizes = nodes.some((node) => node.op === 'conv2d' && node.attrs.standardize !== null);
  const blurs = nodes.some((node) => node.op === 'blurPool');
  return [...(standardizes ? [stdConv2d] : []), ...(blurs ? [blurPool2d] : [])].map((text) =>
    text.split('\n'),
  );
}
