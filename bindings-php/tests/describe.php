<?php

// Prints what the namespace `Notprod` holds, as reflection sees it: `describe.php [FILE]`, with a
// file of stubs or with the extension.

if (isset($argv[1])) {
    require $argv[1];
}

$parameters = static fn (ReflectionFunctionAbstract $function): array => array_map(
    static fn (ReflectionParameter $parameter): array => [
        $parameter->getName(),
        (string) $parameter->getType(),
        $parameter->isOptional() ? var_export($parameter->getDefaultValue(), true) : 'required',
    ],
    $function->getParameters(),
);
$described = [];
foreach (array_merge(...array_values(get_defined_functions())) as $name) {
    if (str_starts_with($name, 'notprod\\')) {
        $function = new ReflectionFunction($name);
        $described[$function->getName()] = [$parameters($function), (string) $function->getReturnType()];
    }
}
foreach (array_merge(get_declared_classes(), get_declared_interfaces()) as $name) {
    if (!str_starts_with($name, 'Notprod\\')) {
        continue;
    }
    $class = new ReflectionClass($name);
    $own = static fn (array $members): array => array_filter($members, static fn ($member): bool => $member->class === $name);
    $interfaces = $class->getInterfaceNames();
    sort($interfaces);
    $described[$name] = [
        'parent' => ($class->getParentClass() ?: null)?->getName(),
        'interfaces' => $interfaces,
        'modifiers' => Reflection::getModifierNames($class->getModifiers()),
        'properties' => array_map(
            static fn (ReflectionProperty $p): array => [$p->getName(), (string) $p->getType(), implode(' ', Reflection::getModifierNames($p->getModifiers()))],
            array_values($own($class->getProperties())),
        ),
        'methods' => [],
    ];
    foreach ($own($class->getMethods()) as $method) {
        $described[$name]['methods'][$method->getName()] = [$parameters($method), (string) $method->getReturnType(), implode(' ', Reflection::getModifierNames($method->getModifiers()))];
    }
    ksort($described[$name]['methods']);
}
ksort($described);
echo json_encode($described, JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR), "\n";
